import { createJiti, type JitiOptions, type TransformOptions, type TransformResult } from 'jiti';

/** Code of a module, in what jiti reads. */
const codeExtensions = [
  '.js',
  '.mjs',
  '.cjs',
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.mtsx',
  '.ctsx',
  '.json',
];

/** What a bundler gives to code as the address of a file. */
const assetExtensions = [
  '.css .scss .sass .less .svg .png .jpg .jpeg .gif .webp .avif .ico',
  '.mp3 .wav .ogg .m4a .mp4 .webm .woff .woff2 .ttf .otf .glb .gltf .pdf .wasm',
].flatMap((line) => line.split(' '));

const isAsset = new RegExp(`(?:${assetExtensions.map((each) => `\\${each}`).join('|')})$`);

/**
 * Options of jiti with which a picture, a sound or a style sheet is a module as in Vite and webpack: its default
 * export is where the file is.
 */
export function withAssets(options: JitiOptions): JitiOptions {
  const plain = createJiti(import.meta.url, options);
  const transform = (given: TransformOptions): TransformResult => {
    const { filename } = given;
    if (filename === undefined || !isAsset.test(filename)) return { code: plain.transform(given) };
    const place = JSON.stringify(filename);
    return {
      code: `Object.defineProperty(exports, '__esModule', { value: true }); exports.default = ${place};`,
    };
  };
  return { ...options, extensions: [...codeExtensions, ...assetExtensions], transform };
}
