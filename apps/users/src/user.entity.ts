import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

@Entity('users')
export class User {
  @PrimaryColumn('uuid')
  readonly id!: string;

  @Column('text')
  readonly name!: string;

  @Column('text')
  readonly email!: string;

  @Column('integer', { name: 'loyalty_points', default: 0 })
  readonly loyaltyPoints!: number;

  @CreateDateColumn({ name: 'created_at' })
  readonly createdAt!: Date;
}
