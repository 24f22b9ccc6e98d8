import { Module } from '@nestjs/common';
import { InjectDataSource, TypeOrmModule } from '@nestjs/typeorm';
import { TracingModule } from '@traced/nest';
import { TracedTypeOrmModule } from '@traced/nest/typeorm';
import { ServiceDefaultsModule } from '@traced/service-defaults';
import { postgres } from '@traced/service-defaults/typeorm';
import { PingController } from './ping.controller.js';
import { User } from './user.entity.js';
import { environment } from './users.config.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [
    ServiceDefaultsModule.forRoot({ environment, injectDatabase: InjectDataSource() }),
    TracingModule.forRoot(),
    TracedTypeOrmModule.forRootAsync(postgres({ entities: [User] })),
    TypeOrmModule.forFeature([User]),
  ],
  controllers: [UsersController, PingController],
  providers: [UsersService],
})
export class UsersModule {}
