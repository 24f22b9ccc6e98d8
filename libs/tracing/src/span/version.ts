export const PACKAGE_NAME = '@traced/nest';
export const PACKAGE_VERSION = '0.1.0';
