export { TracedTypeOrmModule } from './traced-typeorm.module.js';
