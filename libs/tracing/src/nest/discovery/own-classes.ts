import type { Debugger, Runtime, Session } from 'node:inspector';
import type { Constructor } from '#decorators/wrap/trace-class.js';

/**
 * Those of `classes` that the application has written itself: that no file below `node_modules` defines. In a
 * bundle these are all of them; so they are where the runtime does not tell, without an inspector.
 */
export function ownClasses(classes: readonly Constructor[]): ReadonlySet<Constructor> {
  const files = filesOf(classes);
  return new Set(classes.filter((_, index) => !isPackaged(files[index])));
}

function isPackaged(file: string | undefined): boolean {
  return file !== undefined && /[\\/]node_modules[\\/]/.test(file);
}

/** What V8 has noted with its functions: nothing else knows the file of a class that `import` has loaded. */
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
 * What an inspector can name of a property of the class `Session`. It evaluates in Node's first context, whose
 * globals are not ours in a context of `node:vm`, such as Jest's; a built-in class is the same in each. To
 * evaluate in the others is no way to find ours: V8 also lists those that it has collected, and the process dies
 * of a segmentation fault when one of these evaluates (Node 24.21, `v8::Context::Enter`).
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
  // These answer before they return, as the session is that of this thread.
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
