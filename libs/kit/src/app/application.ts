/** The part of a Nest application that the kit calls. */
export interface Application {
  listen(port: number, host: string): Promise<unknown>;
  getUrl(): Promise<string>;
  close(): Promise<void>;
}

/** The part of `@nestjs/core` that the kit calls. */
interface NestCore {
  readonly NestFactory: {
    create(module: unknown, options: { readonly logger: readonly string[] }): Promise<Application>;
  };
}

/**
 * Creates a Nest application of a module, with the `@nestjs/core` that is installed beside the kit. That package is loaded
 * here, and not before, so that tracing can be started first. Nest prints errors and warnings alone.
 */
export async function createApplication(module: unknown): Promise<Application> {
  const name: string = '@nestjs/core';
  const { NestFactory } = (await import(name)) as NestCore;
  return NestFactory.create(module, { logger: ['error', 'warn'] });
}
