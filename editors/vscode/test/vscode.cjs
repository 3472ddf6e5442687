/** A stand-in for the module `vscode`: documents, settings, diagnostics and events as the editor has them. What the
 * client library only registers or creates is noted by name in `registered`, and otherwise does nothing. */

const { fileURLToPath, pathToFileURL } = require("node:url");

class Disposable {
  constructor(work) {
    this.work = work;
  }
  static from(...parts) {
    return new Disposable(() => parts.forEach((part) => part.dispose()));
  }
  dispose() {
    this.work?.();
  }
}

class EventEmitter {
  listeners = new Set();
  event = (listener, self, disposables) => {
    const bound = self ? listener.bind(self) : listener;
    this.listeners.add(bound);
    const one = new Disposable(() => this.listeners.delete(bound));
    disposables?.push(one);
    return one;
  };
  fire(value) {
    [...this.listeners].forEach((listener) => listener(value));
  }
  dispose() {
    this.listeners.clear();
  }
}

class CancellationTokenSource {
  cancelled = new EventEmitter();
  token = { isCancellationRequested: false, onCancellationRequested: this.cancelled.event };
  cancel() {
    this.token.isCancellationRequested = true;
    this.cancelled.fire();
  }
  dispose() {}
}

class Uri {
  constructor(parts) {
    Object.assign(this, { scheme: "", authority: "", path: "", query: "", fragment: "" }, parts);
  }
  static file(path) {
    return new Uri({ scheme: "file", path: decodeURIComponent(pathToFileURL(path).pathname) });
  }
  static parse(text) {
    const [, scheme, authority = "", path] = /^([\w-]+):(?:\/\/([^/]*))?(.*)$/.exec(text);
    return new Uri({ scheme, authority, path: decodeURIComponent(path) });
  }
  static from(parts) {
    return new Uri(parts);
  }
  with(parts) {
    return new Uri({ ...this, ...parts });
  }
  get fsPath() {
    return this.scheme === "file" ? fileURLToPath(this.toString()) : this.path;
  }
  toString() {
    const path = this.path.split("/").map(encodeURIComponent).join("/");
    return this.scheme === "file" ? `file://${path}` : `${this.scheme}:${path}`;
  }
}

class Position {
  constructor(line, character) {
    Object.assign(this, { line, character });
  }
}

class Range {
  constructor(...ends) {
    const [start, end] = ends.length === 4 ? [new Position(ends[0], ends[1]), new Position(ends[2], ends[3])] : ends;
    Object.assign(this, { start, end });
  }
}

class Fields {
  constructor(...values) {
    this.constructor.fields.forEach((name, index) => (this[name] = values[index]));
  }
}
const record = (...fields) => Object.assign(class extends Fields {}, { fields });

class CodeActionKind {
  constructor(value) {
    this.value = value;
  }
  append(more) {
    return new CodeActionKind(this.value ? `${this.value}.${more}` : more);
  }
}
for (const name of ["QuickFix", "Refactor", "Source", "Notebook"]) {
  CodeActionKind[name] = new CodeActionKind(name[0].toLowerCase() + name.slice(1));
}
Object.assign(CodeActionKind, {
  Empty: new CodeActionKind(""),
  RefactorExtract: CodeActionKind.Refactor.append("extract"),
  RefactorInline: CodeActionKind.Refactor.append("inline"),
  RefactorMove: CodeActionKind.Refactor.append("move"),
  RefactorRewrite: CodeActionKind.Refactor.append("rewrite"),
  SourceOrganizeImports: CodeActionKind.Source.append("organizeImports"),
  SourceFixAll: CodeActionKind.Source.append("fixAll"),
});

class WorkspaceEdit {
  entries = [];
  set(uri, edits) {
    this.entries.push([uri, edits]);
  }
}

class Collection {
  known = new Map();
  set(uri, found) {
    this.known.set(uri.toString(), found ?? []);
  }
  get(uri) {
    return this.known.get(uri.toString()) ?? [];
  }
  has(uri) {
    return this.known.has(uri.toString());
  }
  delete(uri) {
    this.known.delete(uri.toString());
  }
  clear() {
    this.known.clear();
  }
  dispose() {
    this.clear();
  }
}

class Document {
  version = 1;
  isClosed = false;
  isDirty = false;
  constructor(uri, text, languageId) {
    Object.assign(this, { uri, text, languageId, fileName: uri.fsPath });
  }
  getText() {
    return this.text;
  }
}

/** What a test sets and looks at. */
const state = {
  settings: {},
  extensions: {},
  registered: {},
  commands: {},
  executed: [],
  messages: [],
  choose: () => undefined,
  clipboard: "",
  shown: [],
  output: [],
  collections: [],
  events: {},
  /** Opens a document in an editor, as a user does. */
  open(uri, text, languageId = "python") {
    const document = new Document(uri, text, languageId);
    module_.workspace.textDocuments.push(document);
    const editor = { document, selection: { active: new Position(0, 0) }, viewColumn: 1 };
    module_.window.visibleTextEditors.push(editor);
    module_.window.tabGroups.all[0].tabs.push({ input: new module_.TabInputText(uri), isActive: true });
    module_.window.activeTextEditor = editor;
    event("tabs", "onDidChangeTabs").fire({ opened: [document], closed: [], changed: [] });
    event("workspace", "onDidOpenTextDocument").fire(document);
    event("window", "onDidChangeActiveTextEditor").fire(editor);
    return editor;
  },
  /** Changes settings, as a user does. */
  configure(settings) {
    const before = state.settings;
    state.settings = settings;
    const changed = Object.keys({ ...before, ...settings }).filter(
      (name) => JSON.stringify(before[name]) !== JSON.stringify(settings[name]),
    );
    const affectsConfiguration = (section) => changed.some((name) => `${name}.`.startsWith(`${section}.`) || section === name.split(".")[0]);
    event("workspace", "onDidChangeConfiguration").fire({ affectsConfiguration });
  },
  fire(space, name, value) {
    event(space, name).fire(value);
  },
  diagnostics(uri) {
    return state.collections.flatMap((collection) => collection.get(uri));
  },
};

function event(space, name) {
  return (state.events[`${space}.${name}`] ??= new EventEmitter());
}

/** A part of the API: events by their names, and what registers or creates something. */
function part(space, known) {
  return new Proxy(known, {
    get(target, name) {
      if (name in target || typeof name !== "string") {
        return target[name];
      }
      if (/^on(Did|Will)/.test(name)) {
        return event(space, name).event;
      }
      return (...given) => {
        (state.registered[name] ??= []).push(given);
        return new Proxy(new Disposable(), {
          get: (one, key) => (key in one ? one[key] : /^on(Did|Will)/.test(String(key)) ? new EventEmitter().event : undefined),
        });
      };
    },
  });
}

function setting(section) {
  const inside = Object.entries(state.settings).filter(([name]) => name.startsWith(`${section}.`));
  return inside.length > 0 ? Object.fromEntries(inside.map(([name, value]) => [name.slice(section.length + 1), value])) : state.settings[section];
}

const log = (...words) => state.output.push(words.join(" "));
const channel = {
  name: "", logLevel: 3, onDidChangeLogLevel: new EventEmitter().event,
  append: log, appendLine: log, trace: log, debug: log, info: log, warn: log, error: log,
  clear() {}, show() {}, hide() {}, dispose() {},
};
const message = (text, ...choices) => {
  state.messages.push({ text, choices: choices.filter((one) => typeof one === "string") });
  return Promise.resolve(state.choose(choices));
};

const known = {
  version: "1.91.0",
  Disposable, EventEmitter, CancellationTokenSource, Uri, Position, Range, WorkspaceEdit,
  Selection: class extends Range {},
  Location: record("uri", "range"),
  Diagnostic: record("range", "message", "severity"),
  DiagnosticRelatedInformation: record("location", "message"),
  CodeAction: record("title", "kind"),
  TextEdit: record("range", "newText"),
  RelativePattern: record("baseUri", "pattern"),
  TabInputText: record("uri"),
  MarkdownString: record("value"),
  CancellationError: class extends Error {},
  CodeActionKind,
  ViewColumn: { Beside: -2 },
  LogLevel: { Off: 0, Trace: 1, Debug: 2, Info: 3, Warning: 4, Error: 5 },
  DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
  env: part("env", {
    language: "en", appName: "test", uiKind: 1, isTelemetryEnabled: false,
    clipboard: { writeText: async (text) => void (state.clipboard = text) },
  }),
  extensions: part("extensions", { all: [], getExtension: (name) => state.extensions[name] }),
  commands: part("commands", {
    registerCommand(name, work, self) {
      state.commands[name] = self ? work.bind(self) : work;
      return new Disposable(() => delete state.commands[name]);
    },
    async executeCommand(name, ...given) {
      state.executed.push([name, ...given]);
      return state.commands[name]?.(...given);
    },
  }),
  languages: part("languages", {
    match: (selector, document) =>
      [selector].flat().some((one) => (!one.language || one.language === document.languageId) && (!one.scheme || one.scheme === document.uri.scheme)) ? 10 : 0,
    createDiagnosticCollection() {
      const one = new Collection();
      state.collections.push(one);
      return one;
    },
  }),
  window: part("window", {
    visibleTextEditors: [], activeTextEditor: undefined, tabGroups: part("tabs", { all: [{ tabs: [] }] }), state: { focused: true },
    createOutputChannel: () => channel,
    showErrorMessage: message, showInformationMessage: message, showWarningMessage: message,
    async showTextDocument(document, how) {
      state.shown.push({ document, how });
    },
    withProgress: (_how, work) => work({ report() {} }, { isCancellationRequested: false, onCancellationRequested: new EventEmitter().event }),
  }),
  workspace: part("workspace", {
    isTrusted: true, textDocuments: [], notebookDocuments: [], workspaceFolders: [], fs: {},
    getConfiguration: (section) => ({
      get: (name, usual) => setting(section ? `${section}.${name}` : name) ?? usual,
      has: () => true, inspect: () => undefined,
    }),
    getWorkspaceFolder: (uri) => module_.workspace.workspaceFolders.find((one) => uri.path.startsWith(one.uri.path)),
    registerTextDocumentContentProvider(scheme, provider) {
      state.registered[scheme] = provider;
      return new Disposable();
    },
    openTextDocument: async (uri) => new Document(uri, state.registered[uri.scheme].provideTextDocumentContent(uri), "plaintext"),
  }),
};

/** Classes and enumerations that nothing here looks into. */
const module_ = new Proxy(known, {
  get: (target, name) => (name in target || typeof name !== "string" ? target[name] : (target[name] = class {})),
  has: () => true,
});

module.exports = Object.assign(module_, { state });
