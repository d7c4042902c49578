export * from './n8n-client';
export * from './n8n-host';
export { installPackage, installedManifest } from './user-folder';
