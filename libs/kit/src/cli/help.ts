export const USAGE = 'Usage: traced show <traceId> --jaeger <url> [options]';

export const HELP = `${USAGE}

Waits until the trace is complete and its services have had the time to export, then draws its waterfall.

  --jaeger <url>       where Jaeger's query API is, such as http://127.0.0.1:16686
  --timeout <seconds>  how long to wait (default 30)
  --services <a,b,c>   fail unless the trace is over exactly these services
  --json               print the trace as one OTLP JSON document
  -h, --help           print this
  -v, --version        print the version

Exits with 0 when the trace was shown, 1 when it was not, 2 when the command line is wrong.`;
