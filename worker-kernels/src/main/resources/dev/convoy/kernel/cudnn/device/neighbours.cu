// Layers whose values depend on other values of the same example.

// y = x / S^β with S = k + α · Σ x² over the channels within reach.
extern "C" __global__ void response(const Value* x, Value* y, float* scales, Long count, int channels, int reach,
                                    float k, float alpha, float beta) {
    EACH(i, count) {
        int channel = i % channels;
        float sum = 0;
        for (int c = max(channel - reach, 0); c <= min(channel + reach, channels - 1); c++) {
            float value = widen(x[i - channel + c]);
            sum += value * value;
        }
        scales[i] = k + alpha * sum;
        y[i] = narrow(widen(x[i]) * powf(scales[i], -beta));
    }
}

extern "C" __global__ void response_back(const Value* x, const Value* dy, Value* dx, const float* scales, Long count,
                                         int channels, int reach, float alpha, float beta) {
    EACH(i, count) {
        int channel = i % channels;
        float sum = 0;
        for (int c = max(channel - reach, 0); c <= min(channel + reach, channels - 1); c++) {
            Long j = i - channel + c;
            sum += widen(dy[j]) * widen(x[j]) * powf(scales[j], -beta - 1);
        }
        dx[i] = narrow(widen(dy[i]) * powf(scales[i], -beta) - 2 * alpha * beta * widen(x[i]) * sum);
    }
}

// Softmax over the channels; one thread for each position.
extern "C" __global__ void softmax(const Value* x, Value* y, Long count, int channels) {
    EACH(i, count) {
        const Value* in = x + i * channels;
        float greatest = widen(in[0]), sum = 0;
        for (int c = 1; c < channels; c++) greatest = fmaxf(greatest, widen(in[c]));
        for (int c = 0; c < channels; c++) sum += expf(widen(in[c]) - greatest);
        for (int c = 0; c < channels; c++) y[i * channels + c] = narrow(expf(widen(in[c]) - greatest) / sum);
    }
}

extern "C" __global__ void softmax_back(const Value* y, const Value* dy, Value* dx, Long count, int channels) {
    EACH(i, count) {
        float sum = 0;
        for (int c = 0; c < channels; c++) sum += widen(dy[i * channels + c]) * widen(y[i * channels + c]);
        for (int c = 0; c < channels; c++) {
            Long j = i * channels + c;
            dx[j] = narrow(widen(y[j]) * (widen(dy[j]) - sum));
        }
    }
}

// y[row][column] = x[row − top][column − left], or 0 outside; its gradient is the same with the border removed.
extern "C" __global__ void border(const Value* x, Value* y, Long count, int channels, int height, int width,
                                  int outHeight, int outWidth, int top, int left) {
    EACH(i, count) {
        Long place = i / channels;
        int row = place / outWidth % outHeight - top, column = place % outWidth - left;
        bool inside = row >= 0 && row < height && column >= 0 && column < width;
        Long example = place / outWidth / outHeight;
        y[i] = inside ? x[((example * height + row) * width + column) * channels + i % channels] : narrow(0);
    }
}

extern "C" __global__ void upsample(const Value* x, Value* y, Long count, int channels, int height, int width, int rows,
                                    int columns) {
    EACH(i, count) {
        Long place = i / channels;
        int row = place / (width * columns) % (height * rows) / rows, column = place % (width * columns) / columns;
        Long example = place / (width * columns) / (height * rows);
        y[i] = x[((example * height + row) * width + column) * channels + i % channels];
    }
}

extern "C" __global__ void upsample_back(const Value* dy, Value* dx, Long count, int channels, int height, int width,
                                         int rows, int columns) {
    EACH(i, count) {
        Long place = i / channels;
        Long example = place / width / height;
        float sum = 0;
        for (int u = 0; u < rows; u++) {
            for (int v = 0; v < columns; v++) {
                Long row = place / width % height * rows + u, column = place % width * columns + v;
                sum += widen(dy[((example * height * rows + row) * width * columns + column) * channels + i % channels]);
            }
        }
        dx[i] = narrow(sum);
    }
}
