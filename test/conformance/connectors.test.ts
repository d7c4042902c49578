import { connectorSuite } from './connector.suite';
import { CONFORMING } from './systems';

for (const system of CONFORMING) connectorSuite(system);
