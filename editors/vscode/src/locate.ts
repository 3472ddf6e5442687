/** Where the command `flake8-ownership` is: as the settings say, in the project's environment, or on PATH. */

import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import { INSTALL, NAME } from "./names";
import { interpreter } from "./python";

const WINDOWS = process.platform === "win32";
const COMMAND = WINDOWS ? `${NAME}.exe` : NAME;
const ENVIRONMENTS = [".venv", "venv"];

/** A command that can be started, or what to tell somebody who has none. */
export type Located = { command: string } | { problem: string; install?: string };

/** Looks through the folders of the workspace, in their order; the first command that is found serves them all. */
export async function locate(folders: readonly vscode.WorkspaceFolder[]): Promise<Located> {
  const set = vscode.workspace.getConfiguration(NAME, folders[0]?.uri).get<string>("path")?.trim();
  if (set) {
    const command = expanded(set, folders[0]?.uri.fsPath ?? os.homedir());
    return isCommand(command) ? { command } : { problem: `${command}, which "${NAME}.path" names, cannot be run.` };
  }
  let python: string | undefined;
  for (const folder of folders.length > 0 ? folders : [undefined]) {
    const selected = await interpreter(folder?.uri);
    const environments = folder ? ENVIRONMENTS.map((name) => path.join(folder.uri.fsPath, name)) : [];
    const places = [...(selected ? beside(selected) : []), ...environments.map(scripts)];
    const command = places.map((place) => path.join(place, COMMAND)).find(isCommand);
    if (command) {
      return { command };
    }
    python ??= selected ?? environments.map((place) => path.join(scripts(place), WINDOWS ? "python.exe" : "python")).find(isCommand);
  }
  const command = searched().map((place) => path.join(place, COMMAND)).find(isCommand);
  if (command) {
    return { command };
  }
  const where = python ? `in the environment of ${python}` : "in .venv, in venv or on PATH";
  const install = `${python ? quoted(python) : "python"} ${INSTALL}`;
  return { problem: `The command ${NAME} is not installed ${where}. To install it, run: ${install}`, install };
}

/** The folder of an environment's commands. */
function scripts(environment: string): string {
  return path.join(environment, WINDOWS ? "Scripts" : "bin");
}

/** The folders that an interpreter's commands may lie in; conda on Windows has the interpreter a folder higher. */
function beside(python: string): string[] {
  const folder = path.dirname(python);
  return WINDOWS ? [folder, path.join(folder, "Scripts")] : [folder];
}

/** The folders of PATH. A relative one would mean another folder in each project, and is left out. */
function searched(): string[] {
  return (process.env.PATH ?? "").split(path.delimiter).filter((place) => path.isAbsolute(place));
}

function expanded(text: string, folder: string): string {
  const whole = text.replace(/\$\{workspaceFolder\}/g, folder).replace(/^~(?=$|[\\/])/, os.homedir());
  return path.resolve(folder, whole);
}

function isCommand(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

function quoted(text: string): string {
  return /\s/.test(text) ? `"${text}"` : text;
}
