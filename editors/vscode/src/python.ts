/** The interpreter that is selected in the Python extension, where that extension is installed. */

import * as vscode from "vscode";

/** The part of the Python extension's API that is used here. */
interface PythonApi {
  environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
    resolveEnvironment(environment: { path: string }): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
    onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

async function environments(): Promise<PythonApi["environments"]> {
  const extension = vscode.extensions.getExtension<PythonApi>("ms-python.python");
  return (await extension?.activate())?.environments;
}

/** The path of the interpreter for a folder. */
export async function interpreter(folder: vscode.Uri | undefined): Promise<string | undefined> {
  const known = await environments();
  const environment = await known?.resolveEnvironment(known.getActiveEnvironmentPath(folder));
  return environment?.executable.uri?.fsPath;
}

/** Calls back whenever another interpreter is selected. */
export async function onSelected(callback: () => void): Promise<vscode.Disposable[]> {
  const known = await environments();
  return known ? [known.onDidChangeActiveEnvironmentPath(callback)] : [];
}
