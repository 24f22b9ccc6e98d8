/** The part of grpc-js's `Metadata` that is used here. */
export interface GrpcMetadata {
  get(key: string): readonly unknown[];
  getMap(): Readonly<Record<string, unknown>>;
  set(key: string, value: string): void;
  clone(): GrpcMetadata;
}
