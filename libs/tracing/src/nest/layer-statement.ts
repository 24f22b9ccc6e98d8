import type { MemberStatement } from '../decorators/member-calls.js';
import { ATTR_NESTJS_TYPE } from '../span/attributes.js';

type Type = 'guard' | 'pipe' | 'interceptor' | 'filter' | 'middleware';

/** What `TracingModule` states of the spans of one layer. The same object for the same, so that it is stated once. */
export function layerStatement(type: Type): MemberStatement {
  return STATEMENTS[type];
}

const STATEMENTS: Readonly<Record<Type, MemberStatement>> = {
  guard: statementOfType('guard'),
  pipe: statementOfType('pipe'),
  interceptor: statementOfType('interceptor'),
  filter: statementOfType('filter'),
  middleware: statementOfType('middleware'),
};

function statementOfType(type: Type): MemberStatement {
  const attributes = { [ATTR_NESTJS_TYPE]: type };
  return { by: 'TracingModule', attributes: () => attributes };
}
