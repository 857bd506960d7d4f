#include "codec/jpeg/plain/plain_jpeg.h"

namespace imgbatch {

Expected<bool> decode_plain_jpeg(const ByteSource& /*data*/, const SourceInfo& /*info*/,
                                 const DecodeRequest& /*request*/, CodecWorkspace& /*workspace*/,
                                 PictureSink& /*sink*/) {
    return false;
}

} // namespace imgbatch
