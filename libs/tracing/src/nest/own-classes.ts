import type { Debugger, Runtime, Session } from 'node:inspector';
import type { Constructor } from '../decorators/trace-class.js';

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
    return findFiles(session, classes);
  } catch {
    return [];
  } finally {
    session?.disconnect();
  }
}

/** Where expressions of the inspector, which see globals alone, find the classes. */
const ASKED = '@traced/nest asked classes';
const globals = globalThis as unknown as Record<symbol, unknown>;

function findFiles(session: Session, classes: readonly Constructor[]): (string | undefined)[] {
  const urls = new Map<string, string>();
  const contextIds: number[] = [];
  session.on(
    'Debugger.scriptParsed',
    ({ params }: { readonly params: Debugger.ScriptParsedEventDataType }) =>
      urls.set(params.scriptId, params.url),
  );
  session.on(
    'Runtime.executionContextCreated',
    ({ params }: { readonly params: Runtime.ExecutionContextCreatedEventDataType }) =>
      contextIds.push(params.context.id),
  );
  // All of these answer before they return, as the session is that of this thread.
  session.post('Runtime.enable');
  session.post('Debugger.enable');
  try {
    globals[Symbol.for(ASKED)] = classes;
    const list = contextIds
      .map((contextId) => evaluate(session, `globalThis[Symbol.for('${ASKED}')]`, contextId))
      .find((objectId) => objectId !== undefined);
    const elements = propertiesOf(session, list).result;
    return classes.map((_, index) => {
      const element = elements.find(({ name }) => name === String(index));
      const { internalProperties } = propertiesOf(session, element?.value?.objectId);
      const location = internalProperties?.find(({ name }) => name === '[[FunctionLocation]]');
      const { scriptId } = (location?.value?.value ?? {}) as { readonly scriptId?: string };
      return scriptId === undefined ? undefined : urls.get(scriptId);
    });
  } finally {
    delete globals[Symbol.for(ASKED)];
  }
}

function evaluate(session: Session, expression: string, contextId: number): string | undefined {
  let objectId: string | undefined;
  session.post('Runtime.evaluate', { expression, contextId }, (_error, answer) => {
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
