/**
 * The keys of the attributes that are the same for the same work and say what it was, for a snapshot or a recorded pattern.
 * Values that change from run to run, such as ids, sizes and addresses, are in other attributes.
 */
export const NORMAL_ATTRIBUTES: readonly string[] = [
  'http.route',
  'http.response.status_code',
  'rpc.grpc.status_code',
  'rpc.response.status_code',
  'db.namespace',
  'db.query.summary',
  'messaging.destination.name',
  'messaging.operation.name',
  'error.type',
];
