import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import axios from 'axios';
import { z } from 'zod';
import { callUpstream } from './call-upstream.js';
import type { Environment } from './orders.config.js';

const user = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  loyaltyPoints: z.int(),
});

export type User = z.infer<typeof user>;

@Injectable()
export class UsersClient {
  readonly #url: string;
  readonly #timeoutMillis: number;

  constructor(config: ConfigService<Environment, true>) {
    this.#url = config.get('USERS_URL', { infer: true });
    this.#timeoutMillis = config.get('USERS_TIMEOUT_MILLIS', { infer: true });
  }

  /** Fetches a user, `null` when there is none with this id. */
  find(id: string): Promise<User | null> {
    return callUpstream('users', this.#timeoutMillis, async (signal) => {
      const response = await fetch(new URL(`/users/${id}`, this.#url), { signal });
      const body: unknown = await response.json();
      return response.status === 404 ? null : user.parse(body);
    });
  }

  ping(): Promise<unknown> {
    return callUpstream('users', this.#timeoutMillis, async (signal) => {
      const response = await axios.get<unknown>('/ping', { baseURL: this.#url, signal });
      return response.data;
    });
  }
}
