import type { IncomingHttpHeaders } from 'node:http';

/** The HTTP request that an event stands for. */
export interface HttpEvent {
  readonly method: string;
  /** The path and the query. The values in the query may be missing. */
  readonly target: string;
  /** The headers by their names in lower case. The values of a header that occurs more than once are joined. */
  readonly headers: IncomingHttpHeaders;
  /** The IP address of the client, if the service that sent the event states it. */
  readonly sourceAddress: string | undefined;
  /** The version of HTTP, such as `1.1` or `2`. */
  readonly protocolVersion: string | undefined;
  readonly isEncrypted: boolean;
  /** Whether an answer without a status means 200. */
  readonly infersStatus: boolean;
}

/** The properties of the events that are read here. Each may be missing, or of another type. */
interface LambdaEvent {
  readonly version?: string;
  readonly httpMethod?: string;
  readonly path?: string;
  readonly rawPath?: string;
  readonly rawQueryString?: string;
  readonly headers?: Values | null;
  readonly multiValueHeaders?: MultiValues | null;
  readonly queryStringParameters?: Values | null;
  readonly multiValueQueryStringParameters?: MultiValues | null;
  readonly requestContext?: {
    readonly elb?: object;
    readonly protocol?: string;
    readonly identity?: { readonly sourceIp?: string };
    readonly http?: {
      readonly method?: string;
      readonly path?: string;
      readonly protocol?: string;
      readonly sourceIp?: string;
    };
  };
}

type Values = Readonly<Record<string, string | undefined>>;
type MultiValues = Readonly<Record<string, readonly string[] | undefined>>;

/**
 * Reads an event of API Gateway (payloads 1.0 and 2.0), of a function URL, or of an Application Load
 * Balancer. Returns `undefined` for any other event.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
export function readHttpEvent(event: unknown): HttpEvent | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  const read = event as LambdaEvent;
  if (read.requestContext?.http?.method) return readPayload2(read, read.requestContext.http);
  return read.httpMethod && read.requestContext ? readPayload1(read, read.httpMethod) : undefined;
}

/**
 * Removes from an event the headers that `remaining` lacks, such as the one that forces sampling, so that no handler
 * sees it.
 */
export function removeMissingHeaders(event: unknown, remaining: IncomingHttpHeaders): void {
  const { headers, multiValueHeaders } = event as LambdaEvent;
  for (const all of [headers ?? {}, multiValueHeaders ?? {}]) {
    for (const name of Object.keys(all)) {
      if (!(name.toLowerCase() in remaining)) Reflect.deleteProperty(all, name);
    }
  }
}

function readPayload2(
  { rawPath, rawQueryString, headers }: LambdaEvent,
  { method = '', path = '/', protocol, sourceIp }: PayloadHttp,
): HttpEvent {
  const query = rawQueryString ? `?${rawQueryString}` : '';
  return {
    method,
    target: `${rawPath ?? path}${query}`,
    headers: inLowerCase(headers),
    sourceAddress: sourceIp,
    protocolVersion: versionOf(protocol),
    isEncrypted: true,
    infersStatus: true,
  };
}

type PayloadHttp = NonNullable<NonNullable<LambdaEvent['requestContext']>['http']>;

function readPayload1(event: LambdaEvent, method: string): HttpEvent {
  const { path = '/', requestContext } = event;
  const headers = inLowerCase(event.multiValueHeaders ?? event.headers);
  return {
    method,
    target: `${path}${queryOf(event)}`,
    headers,
    sourceAddress: requestContext?.identity?.sourceIp,
    protocolVersion: versionOf(requestContext?.protocol),
    // A load balancer sets this header itself. API Gateway accepts TLS alone.
    isEncrypted: requestContext?.elb === undefined || headers['x-forwarded-proto'] === 'https',
    infersStatus: false,
  };
}

/** Returns the headers by their names in lower case. */
function inLowerCase(headers: Values | MultiValues | null | undefined): IncomingHttpHeaders {
  const entries = Object.entries(headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  return Object.fromEntries(entries) as IncomingHttpHeaders;
}

/** Builds a query out of the names of the parameters alone, as no span shows their values. */
function queryOf(event: LambdaEvent): string {
  const parameters = event.multiValueQueryStringParameters ?? event.queryStringParameters ?? {};
  const names = Object.entries(parameters).flatMap(([name, values]) =>
    [values].flat().map(() => `${name}=`),
  );
  return names.length > 0 ? `?${names.join('&')}` : '';
}

/** Reads `1.1` out of `HTTP/1.1`. */
function versionOf(protocol: string | undefined): string | undefined {
  const [, major, minor] = /^HTTP\/(\d)(?:\.(\d))?$/.exec(protocol ?? '') ?? [];
  return minor === undefined || minor === '0' ? major : `${major}.${minor}`;
}
