/** What is used of libheif-js, whose own types end at its C functions. */
declare module "libheif-js/libheif-wasm/libheif-bundle.mjs" {
  interface Target {
    readonly data: Uint8ClampedArray;
    readonly width: number;
    readonly height: number;
  }
  interface HeifImage {
    is_primary(): boolean;
    get_width(): number;
    get_height(): number;
    display(target: Target, shown: (target: Target | null) => void): void;
  }
  interface LibHeif {
    readonly HeifDecoder: new () => { decode(bytes: Uint8Array): HeifImage[] };
  }
  export default function loadDecoder(): LibHeif | Promise<LibHeif>;
}
