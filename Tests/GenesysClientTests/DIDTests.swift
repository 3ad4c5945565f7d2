import Foundation
import GenesysClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct DIDTests {
    /// A list of so many DIDs, +15550000000 and up, of which every tenth belongs to a call route; it answers pages and filters.
    private func list(of count: Int, shows shown: Int? = nil) -> StubTransport {
        StubTransport { request, _ in
            func json(_ index: Int) -> String {
                let owner =
                    index % 10 == 0 ? #","owner":{"id":"r\#(index)","name":"Line"},"ownerType":"IVR_CONFIG""# : ""
                return #"{"id":"d\#(index)","phoneNumber":"+1555\#(1_000_000 + index)"\#(owner)}"#
            }
            if let number = request.options["phoneNumber"] {
                let index = (Int(number.dropFirst(5)) ?? 0) - 1_000_000
                let body = (0..<count).contains(index) ? json(index) : ""
                return .json(#"{"entities":[\#(body)],"pageNumber":1,"pageCount":1,"total":\#(body.isEmpty ? 0 : 1)}"#)
            }
            let page = Int(request.options["pageNumber"] ?? "") ?? 1
            let first = (page - 1) * 100
            let bodies = (first..<max(first, min(first + 100, shown ?? count))).map(json).joined(separator: ",")
            let pages = ((shown ?? count) + 99) / 100
            return .json(#"{"entities":[\#(bodies)],"pageNumber":\#(page),"pageCount":\#(pages),"total":\#(count)}"#)
        }
    }

    private func numbers(_ range: Range<Int>) -> [String] { range.map { "+1555\(1_000_000 + $0)" } }

    @Test func `the DID of one number is asked for by the number, with its plus escaped`() async throws {
        let stub = list(of: 30)
        let did = try #require(try await client(stub).dids.named("+15551000010"))
        #expect(did.isAssigned)
        #expect(did.owner == .init(id: "r10", name: "Line"))
        #expect(did.ownerType == .callRoute)
        #expect(stub.requests.first?.url.absoluteString.contains("phoneNumber=%2B15551000010") == true)
        #expect(try await client(stub).dids.named("+15559999999") == nil)
    }

    @Test func `an answer about another number is not taken for this one's`() async throws {
        let stub = StubTransport([
            .json(
                #"{"entities":[{"id":"d","phoneNumber":"+155510000101","owner":{"id":"r"}}],"pageNumber":1,"pageCount":1}"#
            )
        ])
        #expect(try await client(stub).dids.named("+15551000010") == nil)
    }

    @Test func `many numbers are compared with one list instead of being asked for one by one`() async throws {
        let stub = list(of: 250)
        let found = try await client(stub).dids.among(numbers(200..<1200))
        #expect(found.count == 50)
        #expect(stub.requests.count == 3)
    }

    @Test func `few numbers are asked for one by one when the list is long`() async throws {
        let stub = list(of: 5_000)
        let found = try await client(stub).dids.among(numbers(4_998..<5_001))
        #expect(found.map(\.id) == ["d4998", "d4999"])
        #expect(stub.requests.count == 4)
        let one = list(of: 5_000)
        #expect(try await client(one).dids.among(numbers(7..<8)).map(\.id) == ["d7"])
        #expect(one.requests.count == 1)
        #expect(try await client(one).dids.among([]).isEmpty)
        #expect(one.requests.count == 1)
    }

    @Test func `a list that breaks off before its end proves nothing about the rest`() async throws {
        let stub = list(of: 300, shows: 100)
        let found = try await client(stub).dids.among(numbers(99..<101))
        #expect(found.map(\.id) == ["d99", "d100"])
        #expect(stub.requests.count == 2)
    }

    @Test func `a DID without an owner is free, and a kind of owner that is new survives`() async throws {
        let stub = StubTransport([
            .json(
                #"{"entities":[{"id":"a","phoneNumber":"+1"},{"id":"b","phoneNumber":"+2","ownerType":"ROBOT"}],"pageNumber":1,"pageCount":1}"#
            )
        ])
        let dids = try await client(stub).dids.list().collect()
        #expect(dids.map(\.isAssigned) == [false, true])
        #expect(dids[1].ownerType == .init(rawValue: "ROBOT"))
    }

    @Test func `DIDs that may not be read name the permission, and show no token`() async throws {
        let stub = StubTransport([.json(#"{"code":"missing.any.permissions","message":"no"}"#, status: 403)])
        let error = await failure { _ = try await client(stub).dids.among(numbers(0..<5)) } as? ServiceError
        #expect(error?.category == .permission)
        #expect(error?.remedy?.sentence.contains("telephony:plugin:all") == true)
        #expect(!printed(error as Any).contains("token-of-the-test"))
        #expect(stub.requests.count == 1)
    }
}
