/** As much of grpc-js's `Metadata` as is needed. */
export interface GrpcMetadata {
  get(key: string): readonly unknown[];
  getMap(): Readonly<Record<string, unknown>>;
  set(key: string, value: string): void;
  clone(): GrpcMetadata;
}
