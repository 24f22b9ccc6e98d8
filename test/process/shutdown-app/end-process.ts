/** Ends this process in one of the ways that a request may ask for. */
export function endProcess(way: string, close: () => unknown): void {
  switch (way) {
    case 'close':
      close();
      break;
    case 'exit':
      process.exit(3);
      break;
    default:
      setImmediate(() => {
        throw new Error('thrown by nobody in particular');
      });
  }
}
