/** A thin client of the language server `flake8-ownership server`, which does all the judging. */

import * as vscode from "vscode";
import { Explanations } from "./explanations";
import { NAME, START_SETTINGS } from "./names";
import { onSelected } from "./python";
import { Session } from "./session";

const PAUSE = 300; // milliseconds after a setting has changed, for the server that runs to be told of it first

let session: Session | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const current = (session = new Session());
  const explanations = new Explanations(current);
  const restart = () => current.restart();
  let waiting: NodeJS.Timeout | undefined;
  context.subscriptions.push(
    current,
    vscode.commands.registerCommand(`${NAME}.restart`, restart),
    vscode.commands.registerCommand(`${NAME}.fixAll`, fixAll),
    vscode.commands.registerCommand(`${NAME}.showWhy`, () => explanations.show()),
    vscode.workspace.registerTextDocumentContentProvider(NAME, explanations),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (START_SETTINGS.some((name) => event.affectsConfiguration(`${NAME}.${name}`))) {
        clearTimeout(waiting);
        waiting = setTimeout(restart, PAUSE);
      }
    }),
    ...(vscode.workspace.isTrusted ? await onSelected(restart) : []),
  );
  await current.restart();
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}

/** Applies all safe fixes to the file in front, as on save where `editor.codeActionsOnSave` asks for it. */
async function fixAll(): Promise<void> {
  const asked = { kind: `source.fixAll.${NAME}`, apply: "first" };
  await vscode.commands.executeCommand("editor.action.sourceAction", asked);
}
