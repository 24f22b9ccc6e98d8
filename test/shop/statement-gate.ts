import type { Client } from 'pg';
import { connect, firstRow } from '../support/database.js';

const NAME = 'statement-gate';

const WAITING = `
  SELECT pid FROM pg_locks JOIN pg_stat_activity USING (pid)
  WHERE relation = $1::regclass AND NOT granted AND (application_name = '${NAME}') = $2
  ORDER BY waitstart`;

/** Asked on its own: a session that was found to wait may have been seen with the query before. */
const QUERY = 'SELECT query FROM pg_stat_activity WHERE pid = $1';

/**
 * Holds a table by a lock, so that every statement on it waits. The server gives a lock to those that wait
 * for it in their order, so that one statement can be let pass and the next one is stopped.
 */
export class StatementGate {
  readonly #table: string;
  readonly #observer: Client;
  /** The first one has the lock. */
  #holders: readonly [Client, Client];

  private constructor(table: string, observer: Client, holders: readonly [Client, Client]) {
    this.#table = table;
    this.#observer = observer;
    this.#holders = holders;
  }

  static async close(databaseUrl: string, table: string): Promise<StatementGate> {
    const open = (): Promise<Client> => connect(databaseUrl, NAME);
    const [observer, holder, next] = await Promise.all([open(), open(), open()]);
    const gate = new StatementGate(table, observer, [holder, next]);
    await gate.#lock(holder);
    return gate;
  }

  /** Resolves once a statement that contains `text` waits. Those before it pass. */
  async waitFor(text: string): Promise<void> {
    while (!(await this.#waiting()).includes(text)) await this.#letPass();
  }

  /** Lets everything pass. A second call does nothing. */
  async open(): Promise<void> {
    await Promise.all([this.#observer, ...this.#holders].map((client) => client.end()));
  }

  async #letPass(): Promise<void> {
    const [holder, next] = this.#holders;
    const locked = this.#lock(next);
    await firstRow(this.#observer, WAITING, [this.#table, true]);
    await holder.query('ROLLBACK');
    await locked;
    this.#holders = [next, holder];
  }

  async #lock(client: Client): Promise<void> {
    await client.query(`BEGIN; LOCK TABLE ${this.#table} IN ACCESS EXCLUSIVE MODE`);
  }

  async #waiting(): Promise<string> {
    const { pid } = await firstRow<{ pid: number }>(this.#observer, WAITING, [this.#table, false]);
    return (await firstRow<{ query: string }>(this.#observer, QUERY, [pid])).query;
  }
}
