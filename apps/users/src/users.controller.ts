import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { type CreateUser, type UserView, createUser, userId } from './user.schema.js';
import { UsersService } from './users.service.js';

@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Post()
  create(@Body({ schema: createUser }) user: CreateUser): Promise<UserView> {
    return this.users.create(user);
  }

  @Get()
  findAll(): Promise<UserView[]> {
    return this.users.findAll();
  }

  @Get(':id')
  findOne(@Param('id', { schema: userId }) id: string): Promise<UserView> {
    return this.users.findOne(id);
  }
}
