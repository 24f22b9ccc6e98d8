export const USAGE = 'Usage: traced show <traceId> --jaeger <url> [options]';

export const HELP = `${USAGE}

Waits until Jaeger has the whole trace and its services have had the time to export their last spans, then draws its
waterfall.

  --jaeger <url>       where Jaeger's query API is, such as http://127.0.0.1:16686
  --timeout <seconds>  how long to wait for the trace, at most 86400 (default 30)
  --services <a,b,c>   fail unless exactly these services have spans in the trace
  --json               print the trace as one OTLP JSON document instead of drawing it
  -h, --help           print this help
  -v, --version        print the version

Exits with 0 when the trace was shown, 1 when it was not, 2 when the command line is wrong.`;
