import type { Catalogue } from '../model/catalogue';
import type { System } from '../model/entity';
import { connectwiseCatalogue } from './connectwise/catalogue';
import { platformCatalogue } from './platform/catalogue';

/** What every tenant of each system has, by system: the fields that can be mapped before a live system was asked. */
export const CATALOGUES: Readonly<Partial<Record<System, Catalogue>>> = {
	connectwise: connectwiseCatalogue,
	platform: platformCatalogue,
};
