import { Injectable } from '@nestjs/common';
import { Traced } from '@traced/nest';

@Injectable()
export class AppService {
  @Traced()
  getHello(): string {
    return 'Hello World!';
  }

  @Traced()
  getBroken(): string {
    throw new Error('disk full');
  }
}
