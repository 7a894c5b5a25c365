import { install } from './install.ts';
import { migrationEngine } from './migration-engine.ts';

// The script of the page that explores the migration: `npm run bundle` makes it.

install(migrationEngine);
