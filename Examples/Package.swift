// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// The example programs. An ordinary consumer of Patchbay: what they do, your tool can do with the same products.
let package = Package(
    name: "PatchbayExamples",
    platforms: [.macOS(.v15)],
    traits: [
        .trait(name: "Crypto", description: "Certificates (AZURE_CLIENT_CERTIFICATE_PATH); builds swift-crypto."),
        .trait(name: "WebSocket", description: "RingCentral's event socket (--event-socket); builds swift-nio."),
        .default(enabledTraits: []),
    ],
    dependencies: [
        .package(
            name: "Patchbay", path: "..",
            traits: [
                .trait(name: "Crypto", condition: .when(traits: ["Crypto"])),
                .trait(name: "WebSocket", condition: .when(traits: ["WebSocket"])),
            ]),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        .target(
            name: "ExampleSupport",
            dependencies: [
                .product(name: "PatchbayCore", package: "Patchbay"),
                .product(name: "PatchbayURLSession", package: "Patchbay"),
                .product(name: "PatchbaySimulator", package: "Patchbay"),
                .product(name: "PatchbayReports", package: "Patchbay"),
                .product(name: "PatchbayCrypto", package: "Patchbay"),
                .product(name: "GraphClient", package: "Patchbay"),
                .product(name: "RingCentralClient", package: "Patchbay"),
                .product(name: "GenesysClient", package: "Patchbay"),
                .product(name: "Provisioning", package: "Patchbay"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: strict),
        .executableTarget(
            name: "install-app",
            dependencies: ["ExampleSupport", .product(name: "IdentityMatching", package: "Patchbay")],
            swiftSettings: strict),
        .executableTarget(name: "direct-routing", dependencies: ["ExampleSupport"], swiftSettings: strict),
        .executableTarget(
            name: "connect",
            dependencies: ["ExampleSupport", .product(name: "FlyingFox", package: "FlyingFox")],
            swiftSettings: strict),
        .executableTarget(
            name: "presence-sync",
            dependencies: [
                "ExampleSupport",
                .product(name: "PresenceMapping", package: "Patchbay"),
                .product(name: "PresenceSync", package: "Patchbay"),
                .product(name: "PatchbayTesting", package: "Patchbay"),
                .product(name: "PatchbayCrypto", package: "Patchbay"),
                .product(name: "PatchbayWebSocket", package: "Patchbay"),
                .product(name: "FlyingFox", package: "FlyingFox"),
            ], swiftSettings: strict),
        .executableTarget(name: "genesys-link", dependencies: ["ExampleSupport"], swiftSettings: strict),
        .executableTarget(
            name: "simulator",
            dependencies: [
                "ExampleSupport",
                .product(name: "PatchbayTesting", package: "Patchbay"),
                .product(name: "FlyingFox", package: "FlyingFox"),
            ],
            swiftSettings: strict),
    ]
)
