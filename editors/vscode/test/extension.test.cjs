/** The extension as it is packaged, with a stand-in for the editor and a real server in a real environment.
 *
 * ENVIRONMENT names the environment that flake8-ownership is installed in; by default, the one of this repository.
 */

const assert = require("node:assert/strict");
const fs = require("node:fs");
const Module = require("node:module");
const os = require("node:os");
const path = require("node:path");
const { afterEach, beforeEach, test } = require("node:test");

const ENVIRONMENT = path.resolve(process.env.ENVIRONMENT ?? path.join(__dirname, "../../../.venv"));
const MANIFEST = require("../package.json");
const APP = `import httpx


async def fetch(client: httpx.AsyncClient) -> str:
    answer = await client.get("/")
    return answer.raise_for_status().text
`;

let vscode, state, extension, folder, context;

/** A folder as a workspace; by default with the environment that has the server. */
function project({ environment = true } = {}) {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "own work ")));
  fs.writeFileSync(path.join(folder, "pyproject.toml"), '[tool.flake8-ownership]\nkind = "application"\n');
  fs.writeFileSync(path.join(folder, "app.py"), APP);
  if (environment) {
    fs.symlinkSync(ENVIRONMENT, path.join(folder, ".venv"));
  }
  vscode.workspace.workspaceFolders.push({ uri: vscode.Uri.file(folder), name: "project", index: 0 });
}

async function activate() {
  context = { subscriptions: [] };
  await extension.activate(context);
}

function open(name = "app.py") {
  const file = path.join(folder, name);
  return state.open(vscode.Uri.file(file), fs.readFileSync(file, "utf-8"));
}

async function until(condition, what) {
  for (let tries = 0; tries < 600; tries += 1) {
    const found = condition();
    if (found) {
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited in vain for ${what}: ${state.output.join("\n")} ${JSON.stringify(state.messages)}`);
}

const found = (document) => until(() => state.diagnostics(document.uri).find((one) => one.code), "a finding");
const none = { isCancellationRequested: false, onCancellationRequested: () => new vscode.Disposable() };

function executable(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text, { mode: 0o755 });
  return file;
}

/** The Python extension, with an interpreter that is selected. */
function pythonExtension(python) {
  const changed = new vscode.EventEmitter();
  const environments = {
    python,
    getActiveEnvironmentPath: () => ({ path: environments.python }),
    resolveEnvironment: async ({ path: file }) => ({ executable: { uri: vscode.Uri.file(file) } }),
    onDidChangeActiveEnvironmentPath: changed.event,
    select(other) {
      environments.python = other;
      changed.fire({});
    },
  };
  state.extensions["ms-python.python"] = { activate: async () => ({ environments }) };
  return environments;
}

const usual = { load: Module._load, path: process.env.PATH };

beforeEach(() => {
  for (const file of ["./vscode.cjs", "../dist/extension.js"]) {
    delete require.cache[require.resolve(file)];
  }
  vscode = require("./vscode.cjs");
  state = vscode.state;
  Module._load = (name, ...rest) => (name === "vscode" ? vscode : usual.load(name, ...rest));
  extension = require("../dist/extension.js");
  process.env.PATH = "/usr/bin:/bin";
});

afterEach(async () => {
  await extension.deactivate();
  context.subscriptions.forEach((one) => one.dispose());
  Module._load = usual.load;
  process.env.PATH = usual.path;
  fs.rmSync(folder, { recursive: true, force: true });
});

test("a file with a finding gets a diagnostic, and a code action edits it", async () => {
  project();
  await activate();
  const { document } = open();
  const diagnostic = await found(document);
  assert.deepEqual([diagnostic.code.value ?? diagnostic.code, diagnostic.range.start.line], ["OWN101", 4]);
  const [, provider] = state.registered.registerCodeActionsProvider.at(-1);
  const context_ = { diagnostics: [diagnostic], triggerKind: 1 };
  const actions = await provider.provideCodeActions(document, diagnostic.range, context_, none);
  const fix = actions.find((action) => action.title.endsWith("(OWN101)"));
  const { edit } = await provider.resolveCodeAction(fix, none);
  const [[uri, edits]] = edit.entries;
  assert.equal(uri.toString(), document.uri.toString());
  assert.match(edits.map((one) => (one[0] ?? one).newText).join(""), /logger\.exception\(/);
  assert.deepEqual(state.messages, []);
});

test("the options of the linter go to the server, and the extension's own settings do not", async () => {
  project();
  state.settings = { "flake8-ownership.ignore": ["OWN1"], "flake8-ownership.enabled": true, "flake8-ownership.path": "" };
  await activate();
  const { document } = open();
  await until(() => state.collections.some((one) => one.has(document.uri)), "an answer");
  assert.deepEqual([state.diagnostics(document.uri), state.messages], [[], []]);
});

test("why is shown beside the text", async () => {
  project();
  await activate();
  const editor = open();
  editor.selection.active = new vscode.Position(4, 20);
  await state.commands["flake8-ownership.showWhy"]();
  const [{ document, how }] = state.shown;
  assert.match(document.getText(), /app\.py:5:\d+: .*client\.get/);
  assert.match(document.getText(), /OWN101/);
  assert.deepEqual([document.uri.path, how.viewColumn], ["/why app.py:5", vscode.ViewColumn.Beside]);
});

test("fix all asks the editor for the server's action", async () => {
  project();
  await activate();
  await state.commands["flake8-ownership.fixAll"]();
  const asked = { kind: "source.fixAll.flake8-ownership", apply: "first" };
  assert.deepEqual(state.executed, [["editor.action.sourceAction", asked]]);
});

test("files that are not open are reported where the setting says so", async () => {
  project();
  state.settings = { "flake8-ownership.workspaceDiagnostics": true };
  await activate();
  await found({ uri: vscode.Uri.file(path.join(folder, "app.py")) });
});

test("the server is restarted by the command, and off and on by the setting", async () => {
  project();
  await activate();
  const started = () => state.output.filter((line) => line.includes(" server")).length;
  assert.equal(started(), 1);
  await state.commands["flake8-ownership.restart"]();
  assert.equal(started(), 2);
  state.configure({ "flake8-ownership.enabled": false });
  await until(() => !state.commands["flake8-ownership.checkWorkspace"], "the end of the server");
  const { document } = open();
  await state.commands["flake8-ownership.showWhy"]();
  await state.commands["flake8-ownership.restart"]();
  assert.deepEqual(state.messages.map((one) => one.text), ["flake8-ownership is not running."]);
  assert.equal(started(), 2);
  state.configure({});
  await found(document);
  assert.equal(started(), 3);
});

test("the workspace can be checked by a command that the manifest names", async () => {
  project();
  await activate();
  const named = MANIFEST.contributes.commands.map((one) => one.command);
  assert.deepEqual(named.filter((name) => !state.commands[name]), []);
  const answer = await state.commands["flake8-ownership.checkWorkspace"]();
  assert.deepEqual(answer, { files: 1, findings: 1 });
});

test("the selected interpreter's server is taken, and another one's when that is selected", async () => {
  project({ environment: false });
  const python = executable(path.join(folder, "other/bin/python"), "#!/bin/sh\n");
  const environments = pythonExtension(python);
  await activate();
  const install = `${JSON.stringify(python)} -m pip install "flake8-async-ownership[lsp]"`;
  assert.equal(state.messages[0].text, `The command flake8-ownership is not installed in the environment of ${python}. To install it, run: ${install}`);
  environments.select(path.join(ENVIRONMENT, "bin/python"));
  await found(open().document);
  assert.equal(state.messages.length, 1);
});

test("where there is no environment, the message says what to install, and copies it", async () => {
  project({ environment: false });
  state.choose = ([first]) => first;
  await activate();
  assert.match(state.messages[0].text, /is not installed in \.venv, in venv or on PATH/);
  assert.equal(state.clipboard, 'python -m pip install "flake8-async-ownership[lsp]"');
});

test("an environment without the server's extra is told once, in the server's words", async () => {
  project({ environment: false });
  const words = "the server needs pygls: pip install 'flake8-async-ownership[lsp]'";
  executable(path.join(folder, ".venv/bin/flake8-ownership"), `#!/bin/sh\necho "${words}" >&2\nexit 2\n`);
  await activate();
  assert.deepEqual(state.messages.map((one) => one.text), [`The server could not start: ${words}`]);
});

test("the path in the settings goes before all else, relative to the workspace", async () => {
  project({ environment: false });
  fs.symlinkSync(ENVIRONMENT, path.join(folder, "tools"));
  state.settings = { "flake8-ownership.path": "${workspaceFolder}/tools/bin/flake8-ownership" };
  await activate();
  await found(open().document);
  state.configure({ "flake8-ownership.path": "nowhere/flake8-ownership" });
  await until(() => state.messages.length > 0, "a message");
  assert.equal(state.messages[0].text, `${folder}/nowhere/flake8-ownership, which "flake8-ownership.path" names, cannot be run.`);
});

test("a relative folder of PATH is not searched", async () => {
  project({ environment: false });
  executable(path.join(folder, "bin/flake8-ownership"), "#!/bin/sh\ntouch ran\n");
  const before = process.cwd();
  process.chdir(folder);
  process.env.PATH = "bin:.:/usr/bin:/bin";
  await activate();
  process.chdir(before);
  assert.match(state.messages[0].text, /is not installed/);
  assert.equal(fs.existsSync(path.join(folder, "ran")), false);
});

test("nothing of an untrusted workspace is started, until it is trusted", async () => {
  project();
  vscode.workspace.isTrusted = false;
  await activate();
  assert.deepEqual([state.output, state.messages], [[], []]);
  assert.equal(MANIFEST.capabilities.untrustedWorkspaces.supported, false);
  vscode.workspace.isTrusted = true;
  state.fire("workspace", "onDidGrantWorkspaceTrust");
  await found(open().document);
});
