/** One language server at a time: started, restarted and stopped, and what the user is told where that fails. */

import { spawn, type ChildProcess } from "node:child_process";
import * as vscode from "vscode";
import { CloseAction, LanguageClient, type ConfigurationMiddleware, type ErrorHandler } from "vscode-languageclient/node";
import { locate } from "./locate";
import { NAME, OWN_SETTINGS } from "./names";

const MOST_RESTARTS = 3; // after crashes, until the server is given up
const SCHEMES = ["file", "untitled", "vscode-notebook", "vscode-notebook-cell"];

export class Session implements vscode.Disposable {
  client: LanguageClient | undefined;
  private readonly output = vscode.window.createOutputChannel(NAME, { log: true });
  private last: Promise<void> = Promise.resolve();

  /** Ends the server that runs, and starts one by the settings as they are now. Never rejects. */
  restart(): Promise<void> {
    return this.next(async () => {
      await this.end();
      await this.begin();
    });
  }

  stop(): Promise<void> {
    return this.next(() => this.end());
  }

  dispose(): void {
    void this.stop().then(() => this.output.dispose());
  }

  /** Does one thing after the other, whatever became of the one before. */
  private next(work: () => Promise<void>): Promise<void> {
    this.last = this.last.then(work).catch((error: unknown) => this.complain(text(error)));
    return this.last;
  }

  private async begin(): Promise<void> {
    const settings = vscode.workspace.getConfiguration(NAME);
    if (!vscode.workspace.isTrusted || !settings.get<boolean>("enabled", true)) {
      return;
    }
    const folders = vscode.workspace.workspaceFolders ?? [];
    const located = await locate(folders);
    if ("problem" in located) {
      this.complain(located.problem, located.install);
      return;
    }
    const workspace = settings.get<boolean>("workspaceDiagnostics", false) ? ["--workspace"] : [];
    const arguments_ = ["server", ...workspace, ...settings.get<string[]>("arguments", [])];
    this.output.info(`${located.command} ${arguments_.join(" ")}`);
    await this.run(located.command, arguments_, folders[0]?.uri.fsPath);
  }

  private async run(command: string, arguments_: string[], cwd: string | undefined): Promise<void> {
    let said = "";
    const start = async (): Promise<ChildProcess> => {
      const child = spawn(command, arguments_, { cwd });
      child.stderr.on("data", (data: Buffer) => {
        said = `${said}${data.toString()}`.slice(-10_000);
      });
      return child;
    };
    const client: Client = new Client(NAME, NAME, start, {
      documentSelector: SCHEMES.map((scheme) => ({ scheme, language: "python" })),
      outputChannel: this.output,
      initializationFailedHandler: () => false,
      errorHandler: patient(() => client),
      middleware: { workspace: { configuration: options } },
    });
    try {
      await client.start();
      this.client = client;
    } catch (error) {
      const reason = said.trim().split("\n").at(-1) || text(error);
      this.complain(`The server could not start: ${reason}`);
    }
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.dispose().catch((error: unknown) => this.output.error(text(error)));
  }

  /** Tells what only the user can put right. Nobody is waited for. */
  private complain(message: string, install?: string): void {
    this.output.error(message);
    const choices = [...(install ? ["Copy Command"] : []), "Show Output"];
    void vscode.window.showErrorMessage(message, ...choices).then(async (choice) => {
      if (choice === "Show Output") {
        this.output.show();
      } else if (choice && install) {
        await vscode.env.clipboard.writeText(install);
      }
    });
  }
}

/** A client that leaves it to this extension to say that the server could not start. */
class Client extends LanguageClient {
  override error(message: string, data?: unknown, showNotification?: boolean | "force"): void {
    super.error(message, data, showNotification === "force" ? false : showNotification);
  }
}

/** What happens when the server ends by itself: nothing where it never began, else it is started again a few times. */
function patient(client: () => LanguageClient): ErrorHandler {
  let usual: ErrorHandler | undefined;
  const handler = () => (usual ??= client().createDefaultErrorHandler(MOST_RESTARTS));
  return {
    error: (error, message, count) => handler().error(error, message, count),
    closed: () =>
      client().initializeResult ? handler().closed() : { action: CloseAction.DoNotRestart, handled: true },
  };
}

/** The options of the linter that the settings give, without the settings of this extension. */
const options: ConfigurationMiddleware["configuration"] = async (params, token, next) => {
  const answers = await next(params, token);
  if (!Array.isArray(answers)) {
    return answers;
  }
  return answers.map((answer: unknown) =>
    answer !== null && typeof answer === "object"
      ? Object.fromEntries(Object.entries(answer).filter(([name]) => !OWN_SETTINGS.includes(name)))
      : answer,
  );
};

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
