export const USAGE = 'Usage: traced show|record <traceId> --jaeger <url> [options]';

export const HELP = `${USAGE}

Waits until Jaeger has the whole trace and its services have had the time to export their last spans. Then show draws its
waterfall, as wide as the terminal but at least 40 columns, and record prints the pattern that it matches, to be pasted
into a test.

  --jaeger <url>       where Jaeger's query API is, such as http://127.0.0.1:16686
  --timeout <seconds>  how long to wait for the trace, at most 86400 (default 30)
  --services <a,b,c>   fail unless exactly these services have spans in the trace
  --json               show: print the trace as one OTLP JSON document instead of drawing it
  --attributes <a,b>   record: the keys of the attributes to record, in which * stands for any characters
                       (default: those that say what was done, such as http.route)
  -h, --help           print this help
  -v, --version        print the version

Exits with 0 when the trace was printed, 1 when it was not, 2 when the command line is wrong.`;
