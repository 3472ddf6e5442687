/** The names that the manifest, the server and this extension share. */

export const NAME = "flake8-ownership";
export const INSTALL = '-m pip install "flake8-async-ownership[lsp]"';

/** Settings of this extension; every other one in the section is an option of the linter, and goes to the server. */
export const OWN_SETTINGS = ["enabled", "path", "arguments", "workspaceDiagnostics", "trace"];

/** Settings whose change needs a new server. */
export const START_SETTINGS = OWN_SETTINGS.filter((name) => name !== "trace");
