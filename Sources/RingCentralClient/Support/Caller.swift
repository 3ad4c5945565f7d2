import Foundation
import PatchbayCore

/// Builds requests from entries of the call table and sends them down the pipeline.
struct Caller: Sendable {
    let pipeline: Pipeline
    let lane: RequestScheduler.Lane
    /// In place of the pipeline's own policy.
    var retry: RetryPolicy?

    /// The date now, for waits that are named as dates.
    var now: Date { pipeline.configuration.time.date }

    func request(
        _ call: RingCentralCall, _ segments: [Segment] = [], query: Query = Query()
    ) throws -> HTTPRequest {
        HTTPRequest(method: call.method, url: try pipeline.root.url(call.path(segments), query: query))
    }

    func request(
        _ call: RingCentralCall, _ segments: [Segment] = [], query: Query = Query(), body: some Encodable
    ) throws -> HTTPRequest {
        var request = try request(call, segments, query: query)
        request.fields["Content-Type"] = "application/json"
        request.body = try WireCoding.encode(body)
        return request
    }

    func fetch<Value: Decodable & Sendable>(
        _ call: RingCentralCall, _ request: HTTPRequest, as type: Value.Type = Value.self
    ) async throws -> Value {
        try await pipeline.fetch(type, request, for: operation(call))
    }

    func send(
        _ call: RingCentralCall, _ request: HTTPRequest, accepting accepted: Set<Int> = []
    ) async throws -> HTTPResponse {
        try await pipeline.send(request, for: operation(call), accepting: accepted)
    }

    func decode<Value: Decodable>(
        _ type: Value.Type = Value.self, from response: HTTPResponse, of call: RingCentralCall
    ) throws -> Value {
        try WireCoding.decode(type, from: response, service: .ringCentral, operation: call.name)
    }

    /// A list in pages.
    func list<Element: Decodable & Sendable & Identifiable>(
        _ call: RingCentralCall, _ segments: [Segment] = [], query: Query
    ) -> PagedSequence<Element> {
        let first: URL
        do {
            first = try request(call, segments, query: query).url
        } catch {
            // Paths come from the call table and segments are escaped, so this is a defect of the table.
            preconditionFailure("\(error)")
        }
        return PagedSequence(first: first, service: .ringCentral, operation: call.name) { url in
            let page = try await fetch(call, HTTPRequest(url: url), as: PageEnvelope<Element>.self)
            return try page.page(at: url, of: call)
        }
    }

    private func operation(_ call: RingCentralCall) -> APIOperation {
        var operation = call.operation.inLane(lane)
        operation.retry = retry
        return operation
    }
}
