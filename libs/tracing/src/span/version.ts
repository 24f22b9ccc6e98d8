export const PACKAGE_NAME = '@traced/nest';
export const PACKAGE_VERSION = '0.0.0';
