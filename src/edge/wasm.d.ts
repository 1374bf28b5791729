/** Forms in which hosts, and this package's build, take the kernels. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}
declare module "*.wasm?base64" {
  const text: string;
  export default text;
}
