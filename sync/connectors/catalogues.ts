import type { Catalogue } from '../model/catalogue';
import type { System } from '../model/entity';
import { autotaskCatalogue } from './autotask/catalogue';
import { connectwiseCatalogue } from './connectwise/catalogue';
import { halopsaCatalogue } from './halopsa/catalogue';
import { platformCatalogue } from './platform/catalogue';

/** What every tenant of each system has, by system: the fields that can be mapped before a live system was asked. */
export const CATALOGUES: Readonly<Partial<Record<System, Catalogue>>> = {
	autotask: autotaskCatalogue,
	connectwise: connectwiseCatalogue,
	halopsa: halopsaCatalogue,
	platform: platformCatalogue,
};
