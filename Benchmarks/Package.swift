// swift-tools-version: 6.2

import PackageDescription

/// The measuring program and the server that it measures against. An ordinary consumer of Patchbay: it sees what your program sees.
///
/// Set `BENCHMARK_AHC=1` to measure over AsyncHTTPClient too; building that takes many minutes.
let hasAsyncHTTPClient = Context.environment["BENCHMARK_AHC"] != nil

let package = Package(
    name: "PatchbayBenchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "Patchbay", path: "..", traits: hasAsyncHTTPClient ? ["AsyncHTTPClient"] : [])
    ]
        + (hasAsyncHTTPClient
            ? [.package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0")] : []),
    targets: [
        .executableTarget(name: "loopback", cSettings: [.unsafeFlags(["-O2"])]),
        .executableTarget(
            name: "benchmark",
            dependencies: [
                .product(name: "PatchbayCore", package: "Patchbay"),
                .product(name: "PatchbayURLSession", package: "Patchbay"),
                .product(name: "GraphClient", package: "Patchbay"),
                .product(name: "RingCentralClient", package: "Patchbay"),
                .product(name: "IdentityMatching", package: "Patchbay"),
                .product(name: "PresenceMapping", package: "Patchbay"),
            ]
                + (hasAsyncHTTPClient
                    ? [
                        .product(name: "PatchbayAsyncHTTPClient", package: "Patchbay"),
                        .product(name: "AsyncHTTPClient", package: "async-http-client"),
                    ] : []),
            swiftSettings: [.swiftLanguageMode(.v6)] + (hasAsyncHTTPClient ? [.define("AHC")] : [])),
    ]
)
