import PatchbayCore
import PatchbayTesting
import PatchbayURLSession
import Testing

@Suite(.serialized) struct `URLSession over real sockets` {
    @Test(arguments: HTTPTransportConformance.requirements)
    func `keeps the contract of a transport`(_ requirement: HTTPTransportConformance.Requirement) async {
        let failures = await HTTPTransportConformance.check([requirement], bodyCeiling: 1 << 20) {
            URLSessionTransport(maximumBodyBytes: 1 << 20)
        }
        #expect(failures == [])
    }
}
