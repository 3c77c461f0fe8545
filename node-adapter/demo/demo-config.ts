/** The configuration that `sentinel run` uses where there is none: a demo origin behind a proxy that only this machine reaches. */
export function demoConfig(port: number, originPort: number): string {
  return `
schema-version "1.0"

listeners {
  listener "main" {
    address "127.0.0.1:${port}"
  }
}

routes {
  route "status" {
    priority "high"
    matches { path "/-/status" }
    service-type "builtin"
    builtin-handler "status"
  }
  route "health" {
    priority "high"
    matches { path "/-/health" }
    service-type "builtin"
    builtin-handler "health"
  }
  route "demo" {
    matches { path-prefix "/" }
    upstream "demo"
  }
}

upstreams {
  upstream "demo" {
    target "127.0.0.1:${originPort}"
  }
}
`;
}
