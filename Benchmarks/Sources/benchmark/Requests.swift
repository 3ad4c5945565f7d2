import Foundation
import GraphClient
import PatchbayCore

#if AHC
    import AsyncHTTPClient
    import PatchbayAsyncHTTPClient
#endif

/// Many small requests: what the pipeline adds to what the transport needs anyway.
enum Requests {
    static func run(_ how: String, port: String, count: Int, concurrency: Int) async throws {
        #if AHC
            switch how {
            case "bare":
                let client = HTTPClient(configuration: .patchbay(concurrency: concurrency))
                let url = "http://127.0.0.1:\(port)/v1.0/users/57ff2da0-773e-42df-b2af-ffb7a2317929"
                try await spread(count, concurrency, "requests.bare") {
                    var request = HTTPClientRequest(url: url)
                    request.headers.add(name: "Authorization", value: "Bearer token")
                    request.headers.add(name: "Accept", value: "application/json")
                    let response = try await client.execute(request, timeout: .seconds(30))
                    let body = try await response.body.collect(upTo: 1 << 20)
                    return body.readableBytes > 0
                }
                try await client.shutdown()
            case "patchbay":
                try await Clients.withGraph(port: port, transport: "ahc", concurrency: concurrency) { graph in
                    try await spread(count, concurrency, "requests.patchbay") {
                        try await graph.users.get("57ff2da0-773e-42df-b2af-ffb7a2317929") != nil
                    }
                }
            default: throw Unavailable(description: "no way “\(how)” to request")
            }
        #else
            throw Unavailable(description: "this build has no AsyncHTTPClient")
        #endif
    }

    private static func spread(
        _ count: Int, _ concurrency: Int, _ cell: String, _ work: @escaping @Sendable () async throws -> Bool
    ) async throws {
        // Connections are made before the clock starts.
        for _ in 0..<3 { _ = try await work() }
        let measure = Measure()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<concurrency {
                group.addTask {
                    var good = 0
                    for _ in 0..<(count / concurrency) where try await work() { good += 1 }
                    return good
                }
            }
            var good = 0
            for try await part in group { good += part }
            measure.report(cell, count: good)
        }
    }
}
