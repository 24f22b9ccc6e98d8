import { isHostName, isNetwork } from './trusted-hosts.js';
import { refuse } from './refusal.js';
import type { ValueType } from './setting.js';

const HOSTS = 'host names, IP addresses and networks such as 10.0.0.0/8, with commas between them';
const NETWORKS =
  'all, none, or IP addresses and networks such as 10.0.0.0/8, with commas between them';

/**
 * The type of a list of host names, domains such as `*.internal`, IP addresses and networks, in lower
 * case.
 */
export function hosts(): ValueType<readonly string[] | undefined> {
  const isHost = (entry: string): boolean => isNetwork(entry) || isHostName(entry);
  return { ...entries(HOSTS, isHost), byDefault: undefined };
}

/** The type of a list of hosts as in {@link hosts}, or `all`, or `none`. */
export function hostsAllOrNone(): ValueType<readonly string[] | 'all' | 'none' | undefined> {
  const listed = hosts();
  return { ...listed, expected: `all, none, or ${HOSTS}`, parse: orAllOrNone(listed.parse) };
}

/** The type of a list of IP addresses and networks, or `all`, or `none`. */
export function networksAllOrNone(): ValueType<readonly string[] | 'all' | 'none'> {
  const listed = entries(NETWORKS, isNetwork);
  return { ...listed, parse: orAllOrNone(listed.parse), byDefault: 'all' };
}

function entries(
  expected: string,
  isEntry: (entry: string) => boolean,
): Omit<ValueType<readonly string[]>, 'byDefault'> {
  return {
    type: 'list',
    expected,
    parse(given) {
      const listed = given
        .toLowerCase()
        .split(',')
        .map((entry) => entry.trim());
      const wrong = listed.find((entry) => !isEntry(entry));
      return wrong === undefined ? listed : refuse(expected, wrong);
    },
  };
}

function orAllOrNone<T>(parse: (given: string) => T): (given: string) => T | 'all' | 'none' {
  return (given) => {
    const word = given.toLowerCase();
    return word === 'all' || word === 'none' ? word : parse(given);
  };
}
