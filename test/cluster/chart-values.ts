/** The images to install, as the environment names them; by default the chart's own and the tag `dev`. */
export function chartValues(): string[] {
  const { IMAGE_TAG = 'dev', JAEGER_IMAGE, POSTGRES_IMAGE } = process.env;
  return [
    '--set-string',
    `image.tag=${IMAGE_TAG}`,
    ...imageValues('jaeger.image', JAEGER_IMAGE),
    ...imageValues('postgresql.image', POSTGRES_IMAGE),
  ];
}

function imageValues(key: string, image: string | undefined): string[] {
  if (!image) return [];
  const [, repository, tag] = /^(.+):([^/:]+)$/.exec(image) ?? [];
  if (!repository || !tag) throw new Error(`Expected an image with a tag, got ${image}.`);
  return ['--set-string', `${key}.repository=${repository},${key}.tag=${tag}`];
}
