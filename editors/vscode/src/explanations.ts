/** Why the calls on a line are findings or none, as a document that can only be read. */

import * as vscode from "vscode";
import { ExecuteCommandRequest } from "vscode-languageclient/node";
import { NAME } from "./names";
import type { Session } from "./session";

const WHY = `${NAME}.why`; // the server's command

export class Explanations implements vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly texts = new Map<string, string>();

  constructor(private readonly session: Session) {}

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }

  /** Shows what is known of the line that the cursor is on, beside it. */
  async show(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const client = this.session.client;
    if (!editor || !client) {
      void vscode.window.showInformationMessage(
        client ? "Open a Python file, and put the cursor on a call." : `${NAME} is not running.`,
      );
      return;
    }
    const line = editor.selection.active.line;
    const place = [client.code2ProtocolConverter.asUri(editor.document.uri), line];
    const text = await client.sendRequest(ExecuteCommandRequest.type, { command: WHY, arguments: place });
    const name = `${editor.document.uri.path.split("/").at(-1)}:${line + 1}`;
    const uri = vscode.Uri.from({ scheme: NAME, path: `/why ${name}` });
    this.texts.set(uri.toString(), String(text));
    this.changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    const column = vscode.ViewColumn.Beside;
    await vscode.window.showTextDocument(document, { viewColumn: column, preserveFocus: true, preview: true });
  }
}
