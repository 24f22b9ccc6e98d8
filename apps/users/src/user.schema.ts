import { z } from 'zod';

export const userId = z.uuid();

export const createUser = z.object({
  name: z
    .string()
    .trim()
    .regex(/^\P{Cc}{1,200}$/u, 'Expected 1 to 200 printable characters'),
  email: z.email().max(254).toLowerCase(),
});

export type CreateUser = z.infer<typeof createUser>;

export interface UserView {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly loyaltyPoints: number;
}
