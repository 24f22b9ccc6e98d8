/** Whether a value stands where a secret was redacted or will be filled in, such as `REDACTED`, `***`, `$1` or `${TOKEN}`. */
export function isPlaceholder(value: string): boolean {
  return (
    /^[*x.•#-]*$/i.test(value) ||
    /redacted|filtered|masked|hidden|removed|\*\*\*/i.test(value) ||
    /^(?:null|undefined|none|true|false)$/i.test(value) ||
    /^(?:\$\d|\$?\{|%\(?s|[:@?<[])/.test(value)
  );
}
