// swift-tools-version: 6.2

import PackageDescription

/// Every target of ours is built with the same strict settings; warnings are errors here and nowhere else.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
]

func library(_ name: String, on dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(for name: String, with dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies, swiftSettings: strict)
}

/// Products, one per library target. An embedder names the ones it wants and pays for nothing else.
let libraries = [
    "GraphClient", "RingCentralClient", "GenesysClient",
    "IdentityMatching", "PresenceMapping", "Provisioning", "PresenceSync",
    "PatchbayCore", "PatchbayURLSession", "PatchbayTesting", "PatchbaySimulator", "PatchbayReports",
    "PatchbayAsyncHTTPClient", "PatchbayWebSocket", "PatchbaySQLite", "PatchbayCrypto", "PatchbayObservability",
]

let package = Package(
    name: "Patchbay",
    platforms: [.macOS(.v15), .iOS(.v18), .tvOS(.v18), .watchOS(.v11), .visionOS(.v2)],
    products: libraries.map { .library(name: $0, targets: [$0]) },
    traits: [
        .trait(name: "AsyncHTTPClient", description: "PatchbayAsyncHTTPClient: the transport for servers."),
        .trait(name: "WebSocket", description: "PatchbayWebSocket: RingCentral's event socket on Linux."),
        .trait(name: "SQLite", description: "PatchbaySQLite: the ledger in a real database."),
        .trait(name: "Crypto", description: "PatchbayCrypto: certificate credentials and encrypted notifications."),
        .trait(name: "Observability", description: "PatchbayObservability: logs, metrics and traces of the clients."),
        .default(enabledTraits: []),
    ],
    dependencies: [
        // Each edge is guarded by a trait (one for each product that uses it), so that by default no package is resolved.
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
    ],
    targets: [
        // Floor 1: what every client stands on.
        library("PatchbayCore"),
        library("PatchbayURLSession", on: ["PatchbayCore"]),
        library("PatchbayTesting", on: ["PatchbayCore"]),

        // Floor 2: one typed client per service.
        library("GraphClient", on: ["PatchbayCore"]),
        library("RingCentralClient", on: ["PatchbayCore"]),
        library("GenesysClient", on: ["PatchbayCore"]),

        // Floor 3: pure decisions over values; these import nothing of ours.
        library("IdentityMatching"),
        library("PresenceMapping"),
        library("PatchbayReports"),

        // Floor 4: the flows, and the simulated cloud they can be run against.
        library(
            "Provisioning",
            on: [
                "PatchbayCore", "GraphClient", "RingCentralClient", "GenesysClient", "IdentityMatching",
                "PatchbayReports",
            ]),
        library(
            "PresenceSync",
            on: ["PatchbayCore", "GraphClient", "RingCentralClient", "PresenceMapping", "PatchbayReports"]),
        library(
            "PatchbaySimulator",
            on: [
                "PatchbayCore",
                // Only with the trait: notifications with data are really encrypted, and their tokens really signed.
                .product(name: "Crypto", package: "swift-crypto", condition: .when(traits: ["Crypto"])),
                .product(name: "CryptoExtras", package: "swift-crypto", condition: .when(traits: ["Crypto"])),
            ]),

        // Adapters, each behind the trait that brings its package.
        library(
            "PatchbayAsyncHTTPClient",
            on: [
                "PatchbayCore",
                .product(
                    name: "AsyncHTTPClient", package: "async-http-client",
                    condition: .when(traits: ["AsyncHTTPClient"])),
                .product(name: "NIOCore", package: "swift-nio", condition: .when(traits: ["AsyncHTTPClient"])),
                .product(name: "NIOPosix", package: "swift-nio", condition: .when(traits: ["AsyncHTTPClient"])),
                .product(name: "NIOHTTP1", package: "swift-nio", condition: .when(traits: ["AsyncHTTPClient"])),
                .product(name: "NIOSSL", package: "swift-nio-ssl", condition: .when(traits: ["AsyncHTTPClient"])),
                .product(
                    name: "NIOHTTPCompression", package: "swift-nio-extras",
                    condition: .when(traits: ["AsyncHTTPClient"])),
            ]),
        library(
            "PatchbayWebSocket",
            on: [
                "PatchbayCore", "RingCentralClient",
                .product(name: "NIOCore", package: "swift-nio", condition: .when(traits: ["WebSocket"])),
                .product(name: "NIOPosix", package: "swift-nio", condition: .when(traits: ["WebSocket"])),
                .product(name: "NIOHTTP1", package: "swift-nio", condition: .when(traits: ["WebSocket"])),
                .product(name: "NIOWebSocket", package: "swift-nio", condition: .when(traits: ["WebSocket"])),
                .product(name: "NIOSSL", package: "swift-nio-ssl", condition: .when(traits: ["WebSocket"])),
            ]),
        library(
            "PatchbaySQLite",
            on: [
                "PatchbayCore",
                .product(name: "GRDB", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
            ]),
        library(
            "PatchbayCrypto",
            on: [
                "PatchbayCore", "GraphClient",
                .product(name: "Crypto", package: "swift-crypto", condition: .when(traits: ["Crypto"])),
                .product(name: "CryptoExtras", package: "swift-crypto", condition: .when(traits: ["Crypto"])),
            ]),
        library(
            "PatchbayObservability",
            on: [
                "PatchbayCore",
                .product(name: "Logging", package: "swift-log", condition: .when(traits: ["Observability"])),
                .product(name: "CoreMetrics", package: "swift-metrics", condition: .when(traits: ["Observability"])),
                .product(
                    name: "Tracing", package: "swift-distributed-tracing", condition: .when(traits: ["Observability"])),
            ]),

        tests(for: "PatchbayCore", with: ["PatchbayTesting"]),
        tests(
            for: "PatchbayURLSession",
            with: [
                "PatchbayCore", "PatchbayTesting", "PatchbayAsyncHTTPClient",
                .product(
                    name: "AsyncHTTPClient", package: "async-http-client",
                    condition: .when(traits: ["AsyncHTTPClient"])),
            ]),
        tests(
            for: "PatchbayWebSocket",
            with: [
                "PatchbayCore", "PatchbayTesting", "RingCentralClient",
                .product(name: "NIOCore", package: "swift-nio", condition: .when(traits: ["WebSocket"])),
                .product(name: "NIOPosix", package: "swift-nio", condition: .when(traits: ["WebSocket"])),
                .product(name: "NIOHTTP1", package: "swift-nio", condition: .when(traits: ["WebSocket"])),
                .product(name: "NIOWebSocket", package: "swift-nio", condition: .when(traits: ["WebSocket"])),
                .product(name: "NIOSSL", package: "swift-nio-ssl", condition: .when(traits: ["WebSocket"])),
            ]),
        tests(
            for: "PatchbayTesting",
            with: [
                "PatchbayCore", "PatchbaySQLite",
                .product(name: "GRDB", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
            ]),
        tests(for: "GraphClient", with: ["PatchbayCore", "PatchbayTesting"]),
        tests(for: "RingCentralClient", with: ["PatchbayCore", "PatchbayTesting"]),
        tests(for: "GenesysClient", with: ["PatchbayCore", "PatchbayTesting"]),
        tests(for: "IdentityMatching"),
        tests(for: "PresenceMapping"),
        tests(for: "PatchbayReports"),
        tests(for: "PatchbaySimulator", with: ["PatchbayCore", "PatchbayTesting"]),
        tests(
            for: "Provisioning",
            with: [
                "PatchbayCore", "PatchbayTesting", "PatchbaySimulator", "GraphClient", "RingCentralClient",
                "GenesysClient", "IdentityMatching", "PatchbayReports",
            ]),
        tests(
            for: "PresenceSync",
            with: [
                "PatchbayCore", "PatchbayTesting", "PatchbaySimulator", "GraphClient", "RingCentralClient",
                "PresenceMapping", "PatchbayReports",
            ]),
        tests(
            for: "PatchbayObservability",
            with: [
                "PatchbayCore", "PatchbayTesting", "GraphClient",
                .product(name: "InMemoryLogging", package: "swift-log", condition: .when(traits: ["Observability"])),
                .product(name: "MetricsTestKit", package: "swift-metrics", condition: .when(traits: ["Observability"])),
                .product(
                    name: "InMemoryTracing", package: "swift-distributed-tracing",
                    condition: .when(traits: ["Observability"])),
            ]),
        tests(
            for: "PatchbayCrypto",
            with: [
                "PatchbayCore", "GraphClient", "PatchbaySimulator", "PatchbayTesting",
                .product(name: "Crypto", package: "swift-crypto", condition: .when(traits: ["Crypto"])),
                .product(name: "CryptoExtras", package: "swift-crypto", condition: .when(traits: ["Crypto"])),
            ]),
    ]
)
