using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [
      (name = "worker.js", esModule = embed "build/worker.js"),
      (name = "predict.wasm", wasm = embed "build/predict.wasm"),
      (name = "predict-relaxed.wasm", wasm = embed "build/predict-relaxed.wasm")],
    bindings = [(name = "MODEL", data = embed "model.safetensors")],
    compatibilityDate = "2025-11-01"))],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "main")]);
