import type { IncomingHttpHeaders } from 'node:http';

/** What an event says of the HTTP request that it stands for. */
export interface HttpEvent {
  readonly method: string;
  /** Path and query; the values of the query may be missing. */
  readonly target: string;
  /** The headers by their names in lower case; the values of one that came more than once are joined. */
  readonly headers: IncomingHttpHeaders;
  /** The address of the client, where the service in front says it. */
  readonly sourceAddress: string | undefined;
  /** The version of HTTP, such as `1.1` or `2`. */
  readonly protocolVersion: string | undefined;
  readonly isEncrypted: boolean;
  /** Whether an answer that has no status stands for 200. */
  readonly infersStatus: boolean;
}

/** The members of the events that are read here. All of them may be missing, or something else. */
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
 * Balancer. Returns `undefined` for every other event.
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

/** Takes from the event each header that `left` has no more, as a server does with the one that forces sampling. */
export function removeHeaders(event: unknown, left: IncomingHttpHeaders): void {
  const { headers, multiValueHeaders } = event as LambdaEvent;
  for (const all of [headers ?? {}, multiValueHeaders ?? {}]) {
    for (const name of Object.keys(all)) {
      if (!(name.toLowerCase() in left)) Reflect.deleteProperty(all, name);
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
    // A load balancer writes this header itself; API Gateway has nothing but TLS.
    isEncrypted: requestContext?.elb === undefined || headers['x-forwarded-proto'] === 'https',
    infersStatus: false,
  };
}

function inLowerCase(headers: Values | MultiValues | null | undefined): IncomingHttpHeaders {
  const entries = Object.entries(headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  return Object.fromEntries(entries) as IncomingHttpHeaders;
}

/** Makes a query of the parameters' names alone, as no span shows their values. */
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
