// swift-tools-version: 6.2

import PackageDescription

/// The measuring program and the server that it measures against. An ordinary consumer of Patchbay: it sees what your program sees.
///
/// Set `BENCHMARK_AHC=1` to measure over AsyncHTTPClient too, and `BENCHMARK_CRYPTO=1` to measure encrypted notifications; building either
/// takes many minutes.
let hasAsyncHTTPClient = Context.environment["BENCHMARK_AHC"] != nil
let hasCrypto = Context.environment["BENCHMARK_CRYPTO"] != nil

let traits: Set<Package.Dependency.Trait> = Set(
    (hasAsyncHTTPClient ? ["AsyncHTTPClient"] : []) + (hasCrypto ? ["Crypto"] : []))

let package = Package(
    name: "PatchbayBenchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "Patchbay", path: "..", traits: traits)
    ]
        + (hasAsyncHTTPClient
            ? [.package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0")] : [])
        + (hasCrypto ? [.package(url: "https://github.com/apple/swift-crypto", from: "4.5.2")] : []),
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
                    ] : [])
                + (hasCrypto
                    ? [
                        .product(name: "PatchbayCrypto", package: "Patchbay"),
                        .product(name: "Crypto", package: "swift-crypto"),
                        .product(name: "CryptoExtras", package: "swift-crypto"),
                    ] : []),
            swiftSettings: [.swiftLanguageMode(.v6)] + (hasAsyncHTTPClient ? [.define("AHC")] : [])
                + (hasCrypto ? [.define("CRYPTO")] : [])),
    ]
)
