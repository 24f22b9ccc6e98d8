import type { Debugger, Runtime, Session } from 'node:inspector';
import type { Constructor } from '#decorators/wrap/trace-class.js';

/**
 * Returns the classes that belong to the application itself, as no file below `node_modules` defines them. In a
 * bundle, and in a runtime without an inspector, it returns all classes.
 */
export function ownClasses(classes: readonly Constructor[]): ReadonlySet<Constructor> {
  const files = filesOf(classes);
  return new Set(classes.filter((_, index) => !isPackaged(files[index])));
}

function isPackaged(file: string | undefined): boolean {
  return file !== undefined && /[\\/]node_modules[\\/]/.test(file);
}

/** Returns the file that defines each class. Only V8 knows it for a class that `import` has loaded. */
function filesOf(classes: readonly Constructor[]): readonly (string | undefined)[] {
  let session: Session | undefined;
  try {
    const { Session } = process.getBuiltinModule('node:inspector');
    session = new Session();
    session.connect();
    return findFiles(session, Session, classes);
  } catch {
    return [];
  } finally {
    session?.disconnect();
  }
}

const ASKED = '@traced/nest asked classes';

/**
 * The expression by which an inspector reads the classes, from a property of Node's class `Session`. The inspector
 * evaluates in Node's main context, whose globals differ from those of a context of `node:vm`, such as Jest's; a
 * built-in class is the same object in every context. The inspector must not evaluate in other contexts: V8 also
 * lists those that it has collected, and evaluating in one of them ends the process by a segmentation fault
 * (Node 24.21, `v8::Context::Enter`).
 */
const EXPRESSION = `process.getBuiltinModule('node:inspector').Session[Symbol.for('${ASKED}')]`;

function findFiles(
  session: Session,
  place: object,
  classes: readonly Constructor[],
): (string | undefined)[] {
  const urls = new Map<string, string>();
  session.on(
    'Debugger.scriptParsed',
    ({ params }: { readonly params: Debugger.ScriptParsedEventDataType }) =>
      urls.set(params.scriptId, params.url),
  );
  // A session of its own thread calls back before `post` returns.
  session.post('Debugger.enable');
  try {
    Object.defineProperty(place, Symbol.for(ASKED), { value: classes, configurable: true });
    const elements = propertiesOf(session, evaluate(session)).result;
    return classes.map((_, index) => {
      const element = elements.find(({ name }) => name === String(index));
      const { internalProperties } = propertiesOf(session, element?.value?.objectId);
      const location = internalProperties?.find(({ name }) => name === '[[FunctionLocation]]');
      const { scriptId } = (location?.value?.value ?? {}) as { readonly scriptId?: string };
      return scriptId === undefined ? undefined : urls.get(scriptId);
    });
  } finally {
    Reflect.deleteProperty(place, Symbol.for(ASKED));
  }
}

function evaluate(session: Session): string | undefined {
  let objectId: string | undefined;
  session.post('Runtime.evaluate', { expression: EXPRESSION }, (_error, answer) => {
    objectId = answer.result.objectId;
  });
  return objectId;
}

function propertiesOf(session: Session, objectId = ''): Runtime.GetPropertiesReturnType {
  let properties: Runtime.GetPropertiesReturnType = { result: [] };
  session.post('Runtime.getProperties', { objectId, ownProperties: true }, (error, answer) => {
    if (!error) properties = answer;
  });
  return properties;
}
